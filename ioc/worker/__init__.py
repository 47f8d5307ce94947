"""`ioc worker`: what takes time or waits for it. Deliveries, pictures, deadlines, retention."""
