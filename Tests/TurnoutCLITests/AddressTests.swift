import Testing

@testable import TurnoutCLI

@Suite struct AddressTests {
    @Test(arguments: [
        ("http://a.example", "http://a.example"), ("HTTPS://a.example:8443/x?y#z", "https://a.example:8443"),
        ("http://[::1]:80/", "http://[::1]:80"), ("https://a.example/@user", "https://a.example"),
    ])
    func `an address has an origin`(text: String, origin: String) {
        #expect(Address(text)?.origin == origin)
    }

    @Test(arguments: ["ftp://a", "http://", "http:///x", "://a", "http://u:p@a/", "http://a b/", "a.example"])
    func `what cannot be requested is no address`(text: String) {
        #expect(Address(text) == nil)
    }
}
