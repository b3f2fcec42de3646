"""bench (meten): a large desk, and what its pages cost, against the budgets of docs/performance.md."""
