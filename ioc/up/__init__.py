"""`ioc up`: the whole centre on one machine, supervised; one Ctrl-C stops all, state survives."""
