"""awarding (gunnen): the pages from the client's choice to the contract, and the file to take along."""
