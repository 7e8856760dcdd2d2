// Which URLs are kept parsed.
import Testing

@testable import Transport

@Suite struct `An address that comes to libcurl parsed` {
    @Test(arguments: ["http://127.0.0.1:8080/a", "https://platform.example/a%20b", "http://[::1]:8080/"])
    func `is kept, and found again`(url: String) {
        var table = AddressTable()
        url.withCString { text in
            let first = table.address(of: text)
            #expect(first != nil && first === table.address(of: text))
        }
    }

    // Copies that libcurl before 8.3 makes have no zone.
    @Test(arguments: ["http://[fe80::1%25eth0]/", "http://a b/", ""])
    func `is none where libcurl is to read the text itself`(url: String) {
        var table = AddressTable()
        url.withCString { text in #expect(table.address(of: text) == nil) }
    }
}
