"""What we do after the list: choosing, interviews, the decision, the contract, the end."""
