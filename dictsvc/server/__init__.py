"""gunicorn, embedded for `dictsvc serve`: `master` has its settings and why, `worker` what a worker does besides."""
