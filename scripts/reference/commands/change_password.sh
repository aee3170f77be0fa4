curl -X PUT "$MUNIMENT_BASE_URL/v1/session/password" \
  -b cookies -c cookies \
  -H "X-CSRF-Token: $CSRF_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"current_password": "'"$PASSWORD"'", "new_password": "'"$NEW_PASSWORD"'"}'
