package mail

import "strings"

// device puts a User-Agent header into words that every language shares, such
// as "Firefox, Linux". It is empty for what no browser sends.
func device(userAgent string) string {
	var words []string
	for _, list := range [][][2]string{
		{
			{"Edg", "Edge"},
			{"OPR/", "Opera"},
			{"SamsungBrowser/", "Samsung Internet"},
			{"Firefox/", "Firefox"},
			{"FxiOS/", "Firefox"},
			{"CriOS/", "Chrome"},
			{"Chrome/", "Chrome"},
			{"Safari/", "Safari"},
		},
		{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}},
	} {
		for _, sign := range list {
			if strings.Contains(userAgent, sign[0]) {
				words = append(words, sign[1])
				break
			}
		}
	}
	return strings.Join(words, ", ")
}
