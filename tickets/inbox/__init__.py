"""The lists of tickets: what a URL asks for, what is found, and in which order."""
