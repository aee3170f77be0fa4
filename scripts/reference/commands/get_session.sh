curl "$MUNIMENT_BASE_URL/v1/session" -b cookies
