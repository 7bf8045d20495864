"""What operators install: the compose file, the image, alerts and the dashboard."""
