"""One module a stream: its declaration and its pure functions over typed events."""
