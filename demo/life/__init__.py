"""What happens in the simulated city: weather, water, light, traffic, people. Pure models: no clock, no network."""
