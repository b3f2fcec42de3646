"""hiring (inhuur): the pages of a request for who works on it, from draft to publication."""
