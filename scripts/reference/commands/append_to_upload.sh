curl -i -X PATCH "$MUNIMENT_BASE_URL/v1/uploads/$UPLOAD_ID" \
  -H "Authorization: Bearer $MUNIMENT_API_KEY" \
  -H "Tus-Resumable: 1.0.0" \
  -H "Upload-Offset: 0" \
  -H "Content-Type: application/offset+octet-stream" \
  --data-binary @iso-27001-certificate.txt
