"""The main job: a day of the regency through the bus, counted event by event against what must come of it."""
