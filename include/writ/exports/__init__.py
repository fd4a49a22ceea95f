"""How a monitoring export is read: from a file of any kind to numbered rows with canonical field names."""
