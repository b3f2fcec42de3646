"""Servicepunt: the internal service point (intern servicepunt) of Dutch municipalities."""
