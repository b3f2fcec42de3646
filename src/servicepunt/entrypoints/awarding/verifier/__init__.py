"""The program that replays a package: parts that know nothing of this system, made into one file for the package."""
