"""Pure rules of sensors: when a value is an alarm (`watch`), what may be done with an alarm (`lifecycle`)."""
