"""The Docket's routes: thin, each one call of the wiring."""
