"""Tests of what is asked and decided after opening."""
