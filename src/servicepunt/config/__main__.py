"""`python -m servicepunt.config` is the same as `servicepunt`."""

from servicepunt.config.command import main

if __name__ == "__main__":
    main()
