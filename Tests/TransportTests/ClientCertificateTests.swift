import CLibcurl
import Glibc
import Measuring
import Support
import Testing

@testable import Transport

/// Each participant identifies itself with its own certificate, and nobody with another's.
@Suite struct `A client certificate` {
    @Test(arguments: [
        (
            CURLE_RECV_ERROR, "OpenSSL SSL_read: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0",
            FailureKind.tls
        ),
        (CURLE_GOT_NOTHING, "OpenSSL SSL_read: OpenSSL/3.0.17: tlsv13 alert certificate required, errno 104", .tls),
        (CURLE_HTTP2, "error:0A000412:SSL routines::sslv3 alert bad certificate", .tls),
        (CURLE_COULDNT_CONNECT, "getpeername() failed with errno 107: Transport endpoint is not connected", .connect),
        (CURLE_RECV_ERROR, "OpenSSL SSL_read: Connection reset by peer, errno 104", .reset),
    ])
    func `that the server refuses is a failure of TLS wherever the alert comes in`(
        code: CURLcode, text: String, kind: FailureKind
    ) {
        #expect(Failure.fromCurl(code, errorNumber: 0, status: nil, text: text).kind == kind)
    }

    /// Requests of one participant over its session, and who nginx took it for.
    private func answers(_ session: Session, _ url: String, count: Int) async -> [String] {
        var answers: [String] = []
        for _ in 0..<count {
            let exchange = await session.perform(HTTPRequest(url: url))
            answers.append(exchange.failure?.detail ?? exchange.text)
        }
        return answers
    }

    @Test(arguments: [TransportSettings.Version.http1_1, .auto], ["/client", "/client-close"])
    func `is shown for its own participant alone, of many at once`(
        version: TransportSettings.Version, path: String
    ) async throws {
        let authority = try ClientAuthority()
        let certificates = try (1...20).map { number in
            let made = try authority.certificate(named: "participant \(number)")
            return ClientCertificate(certificate: made.certificate, key: made.key)
        }
        let nginx = try NginxServer(clientAuthority: authority)
        defer { nginx.stop() }
        let url = nginx.url + path
        let (seen, handles) = try await onEngine(.trusting(nginx, version)) { engine in
            let seen = try await withThrowingTaskGroup(of: [String].self) { group in
                for number in 1...40 {
                    group.addTask {
                        try await withSession(
                            engine, number, { if number <= 20 { $0.clientCertificate = certificates[number - 1] } }
                        ) { session in await answers(session, url, count: 4) }
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            return (seen, engine.pool(for: Session.Options()).transferCount)
        }
        let expected = (1...40).flatMap { number in
            Array(
                repeating: number <= 20 ? "\(number)|SUCCESS|CN=participant \(number)" : "\(number)|NONE|", count: 4)
        }
        #expect(seen.sorted() == expected.sorted())
        // All of them used the same pool.
        #expect(handles > 0 && handles <= 40)
    }

    @Test func `is not left in the handle`() async throws {
        let authority = try ClientAuthority()
        let made = try authority.certificate(named: "one", password: "secret")
        let nginx = try NginxServer(clientAuthority: authority)
        defer { nginx.stop() }
        let url = nginx.url + "/client"
        let (seen, handles) = try await onEngine(.trusting(nginx)) { engine in
            var seen: [String] = []
            for number in 1...6 {
                // Made for its session alone, and freed with it.
                let certificate =
                    number.isMultiple(of: 2)
                    ? nil : ClientCertificate(certificate: made.certificate, key: made.key, password: "secret")
                seen += try await withSession(engine, number, { $0.clientCertificate = certificate }) { session in
                    await answers(session, url, count: 1)
                }
            }
            return (seen, engine.pool(for: Session.Options()).transferCount)
        }
        #expect(
            seen == ["1|SUCCESS|CN=one", "2|NONE|", "3|SUCCESS|CN=one", "4|NONE|", "5|SUCCESS|CN=one", "6|NONE|"])
        #expect(handles == 1)
    }

    @Test func `may have its key in the same text`() async throws {
        let authority = try ClientAuthority()
        let made = try authority.certificate(named: "one")
        let nginx = try NginxServer(clientAuthority: authority)
        defer { nginx.stop() }
        let url = nginx.url + "/client"
        let certificate = ClientCertificate(certificate: made.certificate + made.key)
        #expect(certificate.problem() == nil)
        let seen = try await onEngine(.trusting(nginx)) { engine in
            try await withSession(engine, 1, { $0.clientCertificate = certificate }) {
                await answers($0, url, count: 1)
            }
        }
        #expect(seen == ["1|SUCCESS|CN=one"])
    }

    /// What can be wrong with one.
    private enum Fault: CaseIterable {
        case otherKey, wrongPassword, noPassword, noKey, noCertificate, notPEM, empty
    }

    @Test func `that cannot be used is a TLS failure, before a run and in it`() async throws {
        let authority = try ClientAuthority()
        let one = try authority.certificate(named: "one", password: "right-secret")
        let other = try authority.certificate(named: "other")
        let nginx = try NginxServer(clientAuthority: authority)
        defer { nginx.stop() }
        let url = nginx.url + "/client"
        let key =
            "the client certificate's key cannot be used: it must be PEM and the certificate's own, and its password the right one"
        let text = "the client certificate cannot be used: it must be PEM, its own certificate first ("
        for fault in Fault.allCases {
            let (certificate, words): (ClientCertificate, String) =
                switch fault {
                case .otherKey:
                    (
                        ClientCertificate(certificate: other.certificate, key: one.key, password: "right-secret"),
                        key
                    )
                case .wrongPassword:
                    (ClientCertificate(certificate: one.certificate, key: one.key, password: "wrong-secret"), key)
                case .noPassword: (ClientCertificate(certificate: one.certificate, key: one.key), key)
                case .noKey: (ClientCertificate(certificate: one.certificate), key)
                case .noCertificate: (ClientCertificate(certificate: other.key, key: other.key), text)
                case .notPEM: (ClientCertificate(certificate: [1, 2, 3], key: one.key), text)
                case .empty: (ClientCertificate(certificate: [], key: []), text)
                }
            let exchange = try await onEngine(.trusting(nginx)) { engine in
                try await withSession(engine, 1, { $0.clientCertificate = certificate }) { session in
                    await session.perform(HTTPRequest(url: url))
                }
            }
            for failure in [certificate.problem(), exchange.failure] {
                #expect(failure?.kind == .tls, "\(fault)")
                #expect(failure?.detail.hasPrefix(words) == true, "\(fault): \(failure?.detail ?? "")")
                #expect(failure?.detail.contains("secret") == false)
            }
        }
    }

    @Test func `that can be used has no problem`() throws {
        let made = try ClientAuthority().certificate(named: "one", password: "a b")
        let certificate = ClientCertificate(certificate: made.certificate, key: made.key, password: "a b")
        for _ in 0..<50 { #expect(certificate.problem() == nil) }
    }

    @Test(arguments: [true, false])
    func `may be required`(isOwn: Bool) async throws {
        let authority = try ClientAuthority()
        let made = try (isOwn ? authority : ClientAuthority()).certificate(named: "one")
        let relay = try TLSRelay(requiring: authority)
        defer { relay.stop() }
        relay.start { descriptor in
            var buffer = [UInt8](repeating: 0, count: 4096)
            guard recv(descriptor, &buffer, buffer.count, 0) > 0 else { return }
            _ = LoopbackSocket.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8), to: descriptor)
            _ = recv(descriptor, &buffer, buffer.count, 0)
        }
        let url = relay.url
        let settings = TransportSettings.loopback { $0.caFile = relay.certificate.file }
        let exchange = try await onEngine(settings) { engine in
            try await withSession(
                engine, 1, { $0.clientCertificate = ClientCertificate(certificate: made.certificate, key: made.key) }
            ) { await $0.perform(HTTPRequest(url: url, timeoutMilliseconds: 10_000)) }
        }
        #expect(exchange.failure?.kind == (isOwn ? nil : .tls), "\(exchange.failure?.detail ?? "")")
        #expect(exchange.text == (isOwn ? "ok" : ""))
    }
}
