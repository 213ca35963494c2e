"""Who is told, and when: reminder plan, outbox, delivery, Celery tasks."""
