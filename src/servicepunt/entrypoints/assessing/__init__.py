"""assessing (beoordelen): the pages of steps 0 to 2, for client, assessors and hiring desk."""
