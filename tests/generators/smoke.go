// Uploads, lists and gets with the client that openapi-generator made. Arguments: a file to upload.

package main

import (
	"context"
	"errors"
	"log"
	"os"
	"slices"

	"muniment"
)

func main() {
	configuration := muniment.NewConfiguration()
	configuration.Servers = muniment.ServerConfigurations{{URL: os.Getenv("MUNIMENT_BASE_URL")}}
	client := muniment.NewAPIClient(configuration)
	nobody := context.Background()
	caller := context.WithValue(nobody, muniment.ContextAccessToken, os.Getenv("MUNIMENT_API_KEY"))

	toMake := *muniment.NewVendorInput("Quill")
	vendor, _, err := client.VendorsAPI.CreateVendor(caller).VendorInput(toMake).IdempotencyKey("go").Execute()
	must(err)
	var services []*string
	for _, name := range []string{"a", "b"} {
		toMake := *muniment.NewServiceInput(name)
		service, _, err := client.VendorsAPI.CreateService(caller, vendor.Id).ServiceInput(toMake).Execute()
		must(err)
		services = append(services, &service.Id)
	}
	file, err := os.Open(os.Args[1])
	must(err)
	upload := client.DocumentsAPI.UploadDocument(caller).File(file).VendorId(vendor.Id)
	document, _, err := upload.ServiceIds(services).IdempotencyKey("go").Execute()
	must(err)
	check(document.Status == muniment.DOCUMENTSTATUS_CREATED, document.Status)
	check(slices.Equal(document.ServiceIds, []string{*services[0], *services[1]}), document.ServiceIds)

	states := []muniment.DocumentStatus{muniment.DOCUMENTSTATUS_CREATED}
	page, _, err := client.DocumentsAPI.ListDocuments(caller).VendorId(vendor.Id).Status(states).Execute()
	must(err)
	check(len(page.Data) == 1 && page.Data[0].Id == document.Id, page)
	got, _, err := client.DocumentsAPI.GetDocument(caller, document.Id).Execute()
	must(err)
	check(got.Name == document.Name && got.CreatedAt == document.CreatedAt, got)
	analysis, _, err := client.DocumentsAPI.GetDocumentAnalysis(caller, document.Id).Execute()
	must(err)
	check(analysis.Status == muniment.DOCUMENTSTATUS_CREATED, analysis.Status)

	_, _, err = client.DocumentsAPI.GetDocument(caller, "cbvdoc_00000000000000000000000000000000").Execute()
	check(parsed[muniment.Error](err).Detail.Code == muniment.ERRORCODE_DOCUMENT_NOT_FOUND, err)
	_, _, err = client.VendorsAPI.CreateVendor(caller).VendorInput(*muniment.NewVendorInput("")).Execute()
	check(*parsed[muniment.ErrorOrValidationError](err).ValidationError.Detail[0].Loc[1].String == "name", err)
	_, _, err = client.DocumentsAPI.GetDocument(nobody, document.Id).Execute()
	check(parsed[muniment.ErrorOrPlainError](err).PlainError.Detail == "Not authenticated", err)
}

func parsed[T any](err error) T {
	var refused *muniment.GenericOpenAPIError
	check(errors.As(err, &refused), err)
	body, is := refused.Model().(T)
	check(is, err, string(refused.Body()))
	return body
}

func must(err error) {
	check(err == nil, err)
}

func check(holds bool, otherwise ...any) {
	if !holds {
		log.Panicln(otherwise...)
	}
}
