// How curl connects as a run does: to the same address, with the same protocol, through the same proxy.
import Addresses
import Scenarios
import Transport

/// How curl is told to connect as a run does.
struct CurlConnection: Sendable {
    private let target: TargetPlan

    init(_ target: TargetPlan) { self.target = target }

    /// The options for a URL. `ignored` names the environment variable that would send curl through a proxy that the run
    /// does not use.
    func options(
        for url: WebURL, version: TransportSettings.Version?, participant: Int32, ignored: String?,
        _ secrets: SecretTable
    ) -> [CurlCommand.Option] {
        var options: [CurlCommand.Option] = []
        let isTLS = url.scheme == "https"
        let wanted = version ?? target.http.version
        switch wanted {
        case .auto: break
        case .http1_1: options.append(CurlCommand.Option("--http1.1"))
        case .http2: options.append(CurlCommand.Option(isTLS ? "--http2" : "--http2-prior-knowledge"))
        }
        if isTLS, !target.tls.verify { options.append(CurlCommand.Option("-k")) }
        if isTLS, let file = target.tls.caFile { options.append(CurlCommand.Option("--cacert", MaskedText(file))) }
        if isTLS, let client = target.tls.client {
            // Which of several files is the participant's is known to its session alone.
            let own = HiddenValue(variable: "CLIENT_CERTIFICATE", meaning: "the file of the client's certificate")
            options.append(
                CurlCommand.Option(
                    "--cert", client.isCommon ? MaskedText(client.certificate.written) : MaskedText(own)))
            if let key = client.key {
                let own = HiddenValue(variable: "CLIENT_KEY", meaning: "the file of the client's key")
                options.append(
                    CurlCommand.Option("--key", client.isCommon ? MaskedText(key.written) : MaskedText(own)))
            }
            if client.password != nil {
                let password = HiddenValue(variable: "KEY_PASSWORD", meaning: "the password of the client's key")
                options.append(CurlCommand.Option("--pass", MaskedText(password)))
            }
        }
        options += target.resolve.map { CurlCommand.Option("--resolve", MaskedText($0)) }
        options += target.connectTo.map { CurlCommand.Option("--connect-to", MaskedText($0)) }
        let sources = target.sourceAddresses
        if !sources.isEmpty {
            options.append(
                CurlCommand.Option("--interface", MaskedText(sources[Int(participant) % sources.count])))
        }
        switch target.proxy {
        case .url(let proxy, let shown) where !url.isLoopback:
            let isPlain = !proxy.revealed.contains("@")
            let text =
                isPlain
                ? MaskedText(shown) : MaskedText(secrets.add(proxy.revealed, as: "proxy", meaning: "the proxy's URL"))
            options.append(CurlCommand.Option("-x", text))
        case .none where ignored != nil: options.append(CurlCommand.Option("--noproxy", "*"))
        case .url, .none, .environment: break
        }
        return options
    }
}

extension TargetPlan.HTTPChoice {
    fileprivate var version: TransportSettings.Version {
        switch self {
        case .auto: .auto
        case .http1_1: .http1_1
        case .http2: .http2
        }
    }
}
