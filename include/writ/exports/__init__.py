"""How a monitoring export is read: from its bytes to numbered rows with canonical field names."""
