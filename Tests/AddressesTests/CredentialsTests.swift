// What of a URL lets in whoever holds it.
import Addresses
import Testing

struct CredentialsTests {
    @Test(
        arguments: [
            ("token=abc123", ["abc123"]), ("accessToken=a%2Fb&x=1", ["a%2Fb", "a/b"]), ("X-Amz-Signature=s1", ["s1"]),
            ("jwt=a&code=b&sig=c&client%5Fsecret=d", ["a", "b", "c", "d"]), ("pass=a+b", ["a+b", "a b"]),
            ("name=Peter+Pan&page=12&lang=de-DE", []), ("t=8fK2mQ9x", ["8fK2mQ9x"]), ("8fK2mQ9x", ["8fK2mQ9x"]),
            ("session_id=s1&csrf=c1&sessid=i1&API-Key=k1", ["s1", "c1", "i1", "k1"]), ("users_id=12345&keys=12", []),
            ("?a=b#access_token=xyz", ["xyz"]), ("token=", []), ("", []), ("&&=", []),
        ] as [(String, [String])])
    func `Fields hold credentials by their names, or by their look`(fields: String, values: [String]) {
        #expect(Credentials.values(inFields: fields) == values)
    }

    @Test func `A granted link's path may hold them too`() throws {
        let url = try WebURL("https://edu.example/room/Zz9yXx8wVv/8fK2mQ9x?sig=hush#x")
        #expect(url.credentials(known: ["Zz9yXx8wVv"]) == ["hush", "8fK2mQ9x"])
    }

    @Test(
        arguments: [
            ("text/html; charset=utf-8", []), ("application/json", []), ("image/svg+xml", []),
            ("application/vnd.api+json;charset=UTF-8", []), ("text/8fK2mQ9x/x", ["8fK2mQ9x"]),
            ("lessons/8fK2mQ9x", ["8fK2mQ9x"]), ("/text/8fK2mQ9x", ["8fK2mQ9x"]),
            ("text/x?token=8fK2mQ9x", ["8fK2mQ9x"]), ("text/x; token=8fK2mQ9x/y", ["x; token=8fK2mQ9x"]),
        ] as [(String, [String])])
    func `A media type is no link`(text: String, values: [String]) {
        #expect(Credentials.values(inLink: text) == values)
    }
}
