package config_test

import "testing"

// What dotenv 16 makes of each text, as APP_NAME; the default stands for an empty value.
func TestDotenvSyntax(t *testing.T) {
	const none = "CIRCLE Auth"
	tests := []struct{ text, want string }{
		{"APP_NAME=x", "x"},
		{"  export  APP_NAME = x y ", "x y"},
		{"exportAPP_NAME=x", none},
		{"APP_NAME: x", "x"},
		{"APP_NAME:x", none},
		{"APP_NAME", none},
		{"APP_NAME=", none},
		{"APP_NAME=\nPORT=4000", none},
		{"# APP_NAME=x", none},
		{"\ufeffAPP_NAME=x", "x"},
		{"APP_NAME=x\r\nPORT=4000\r\n", "x"},
		{"PORT=4000\rAPP_NAME=x", "x"},
		{"APP_NAME=x\nAPP_NAME=y", "y"},
		{"APP_NAME=x=y", "x=y"},
		{"APP_NAME=x #y", "x"},
		{"APP_NAME=x#y", "x"},
		{"APP_NAME=#y", none},
		{"APP_NAME='x # y' # z", "x # y"},
		{`APP_NAME="x # y"#z`, "x # y"},
		{"APP_NAME=`x ' \" y`", `x ' " y`},
		{`APP_NAME=""`, none},
		{"APP_NAME='it's'", "it's"},
		{"APP_NAME='a' 'b'", "a' 'b"},
		{`APP_NAME="x" y`, `"x" y`},
		{`APP_NAME="open`, `"open`},
		{"APP_NAME='open\nPORT=4000", "'open"},
		{`APP_NAME="a\"b"`, `a\"b`},
		{`APP_NAME="C:\dir\"`, `C:\dir\`},
		{`APP_NAME='x\ny'`, `x\ny`},
		{`APP_NAME=x\ny`, `x\ny`},
		{"APP_NAME=$HOME ${HOME}", "$HOME ${HOME}"},
		{`APP_NAME="pa$word"`, "pa$word"},
	}
	for _, tt := range tests {
		c, err := load(nil, vars{".env": tt.text})
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
		} else if c.AppName != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, c.AppName, tt.want)
		}
	}
}

func TestDotenvSeveralLines(t *testing.T) {
	for _, text := range []string{"ADMIN_PASSWORD=\"line one\nline two\"\nADMIN_EMAIL=a@b.co", `ADMIN_PASSWORD="line one\nline two"` + "\nADMIN_EMAIL=a@b.co"} {
		if c := must(t, nil, vars{".env": text}); c.AdminPassword != "line one\nline two" {
			t.Errorf("%q: got %q", text, c.AdminPassword)
		}
	}
}

func FuzzDotenv(f *testing.F) {
	f.Add("export A='1' # x\nB=\"\\n\nC: `2`\n")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = load(nil, vars{".env": text})
	})
}
