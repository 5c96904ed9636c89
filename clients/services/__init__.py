"""The only writers of clients' data: each change with its grants and its audit event."""
