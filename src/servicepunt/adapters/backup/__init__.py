"""backup (reservekopie): everything the product keeps, in one file that can be checked and put back."""
