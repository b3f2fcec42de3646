"""operation (beheer): what keeps the product running, for who looks after it."""
