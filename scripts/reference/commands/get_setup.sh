curl "$MUNIMENT_BASE_URL/v1/setup"
