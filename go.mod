module github.com/circle-rd/auth-service

go 1.26.0

ignore ./ui/node_modules
