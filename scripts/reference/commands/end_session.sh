curl -X DELETE "$MUNIMENT_BASE_URL/v1/session" \
  -b cookies \
  -H "X-CSRF-Token: $CSRF_TOKEN"
