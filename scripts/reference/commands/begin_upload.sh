name=$(printf iso-27001-certificate.txt | base64)
vendor=$(printf "$VENDOR_ID" | base64)
curl -i -X POST "$MUNIMENT_BASE_URL/v1/uploads" \
  -H "Authorization: Bearer $MUNIMENT_API_KEY" \
  -H "Tus-Resumable: 1.0.0" \
  -H "Upload-Length: $(wc -c < iso-27001-certificate.txt)" \
  -H "Upload-Metadata: filename $name,vendor_id $vendor"
