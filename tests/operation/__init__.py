"""A real installation, tried: processes of the product on a real database, behind the shipped proxy."""
