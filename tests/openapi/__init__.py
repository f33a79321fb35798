"""A judge of requests and answers that knows OpenAI's own published OpenAPI document."""
