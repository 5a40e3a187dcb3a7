"""dictsvc, a Vietnamese online dictionary service."""

__version__ = "0.1.0"
