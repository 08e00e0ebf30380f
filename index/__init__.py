"""The library: what is stored, and how it is found."""
