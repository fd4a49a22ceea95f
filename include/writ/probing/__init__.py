"""How Writ looks at ordered addresses, without reaching anything that is not public."""
