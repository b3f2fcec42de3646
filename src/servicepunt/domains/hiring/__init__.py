"""hiring (inhuur): from request to contract, by published rules that anyone can replay."""
