"""How fast the service is, beside what a user would write instead. `python -m bench --help`."""
