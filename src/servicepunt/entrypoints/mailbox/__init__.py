"""The way in and out for mail: fetch, keep, understand, hand over, send."""
