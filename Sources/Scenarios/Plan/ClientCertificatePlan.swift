// Certificates by which participants identify themselves to servers (mutual TLS).

/// A certificate for everybody, or one for each participant. All files are read when the scenario is loaded.
package struct ClientCertificatePlan: Hashable, Sendable {
    /// The file of the certificate, in PEM form.
    package var certificate: Template
    /// The file of its key; nil: the key is in the certificate's file.
    package var key: Template?
    /// The key's password, if it is encrypted.
    package var password: Template?
    /// The content of every file that may be needed, by its name.
    package var files: [String: [UInt8]]

    /// Creates a plan.
    package init(
        certificate: Template, key: Template? = nil, password: Template? = nil, files: [String: [UInt8]] = [:]
    ) {
        self.certificate = certificate
        self.key = key
        self.password = password
        self.files = files
    }

    /// A certificate with its key.
    package struct Identification: Hashable, Sendable {
        /// The certificate.
        package var certificate: [UInt8]
        /// The key; nil: it is in the same text.
        package var key: [UInt8]?
        /// The key's password.
        package var password: Secret?
    }

    /// Whether it is the same for everybody.
    package var isCommon: Bool {
        [certificate, key, password].allSatisfy { $0?.names.isEmpty ?? true }
    }

    /// The certificate of a person; nil if there is none, as the host need not have one. `columns` are the names of
    /// those of the person's data.
    package func identification(of person: Person, columns: [String]) -> Identification? {
        guard let name = certificate.text(for: person, columns: columns), let certificate = files[name] else {
            return nil
        }
        var identification = Identification(certificate: certificate)
        if let key {
            guard let name = key.text(for: person, columns: columns), let content = files[name] else { return nil }
            identification.key = content
        }
        identification.password = password?.text(for: person, columns: columns).map { Secret($0) }
        return identification
    }
}

/// Which proxy requests go through.
package enum ProxyPlan: Hashable, Sendable {
    /// None.
    case none
    /// Those that the environment sets, as curl reads them.
    case environment
    /// This one. The URL may contain a password; `shown` does not.
    case url(Secret, shown: String)
}
