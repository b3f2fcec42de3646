"""supply (leveranciersportaal): the pages for suppliers, and the opening of what they sent."""
