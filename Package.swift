// swift-tools-version: 6.2
//
// The map of the code base: which module may use which. `make lint` holds every `import` to it.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    // SE-0461: async functions run on their caller's executor, so a participant never leaves its loop.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // SE-0409: imports are internal unless a module re-exposes the types.
    .enableUpcomingFeature("InternalImportsByDefault"),
    // SE-0335: `any` marks an existential.
    .enableUpcomingFeature("ExistentialAny"),
    // SE-0444: a member is visible only where its module is imported.
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests use the same language mode; the macros of Swift Testing do not expand to code under strict memory safety.
let tested: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP2 = Target.Dependency.product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let xmlCoder = Target.Dependency.product(name: "XMLCoder", package: "XMLCoder")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// `make build` names an object with Unicode data, which takes the place of the data in Swift's libraries. Only here it
/// comes before them on the linker's command line.
let unicodeData = Context.environment["TURNOUT_UNICODE_DATA"].map { [$0] } ?? []

let package = Package(
    name: "turnout",
    products: [
        .executable(name: "turnout", targets: ["turnout"])
    ],
    dependencies: [
        .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "CLibcurl", cSettings: [.define("_GNU_SOURCE")], linkerSettings: [.linkedLibrary("curl")]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Addresses", dependencies: ["CLibcurl"], swiftSettings: strict),
        .target(name: "Measuring", dependencies: [histogram], swiftSettings: strict),
        .target(name: "PlatformContract", swiftSettings: strict),
        .target(name: "EventLoops", dependencies: ["CLinux", "Measuring"], swiftSettings: strict),
        .target(name: "Extracting", dependencies: ["CLibxml2"], swiftSettings: strict),
        .target(
            name: "Transport", dependencies: ["Addresses", "CLibcurl", "EventLoops", "Measuring"], swiftSettings: strict
        ),
        .target(
            name: "Scenarios",
            dependencies: ["Addresses", "Extracting", "PlatformContract", "Measuring", crypto, yams],
            swiftSettings: strict
        ),
        .target(name: "RunStore", dependencies: ["Measuring", grdb, grdbSQLite], swiftSettings: strict),
        .target(name: "Analysis", dependencies: ["Extracting", "Scenarios", "Measuring"], swiftSettings: strict),
        .target(
            name: "Journeys",
            dependencies: [
                "Transport", "Addresses", "EventLoops", "Extracting", "Scenarios", "PlatformContract", "Measuring",
                crypto,
            ],
            swiftSettings: strict),
        .target(
            name: "Driver",
            dependencies: [
                "Journeys", "Transport", "Addresses", "EventLoops", "Analysis", "Scenarios", "Measuring",
            ],
            swiftSettings: strict),
        .target(
            name: "Runs",
            dependencies: [
                "Addresses", "Driver", "Journeys", "EventLoops", "RunStore", "Analysis", "Scenarios",
                "PlatformContract",
                "Measuring", "WebhookReceiving", crypto,
            ],
            swiftSettings: strict),
        .target(
            name: "StandIn",
            dependencies: [
                "Extracting", "Measuring", "PlatformContract", asyncHTTPClient, crypto, hummingbird, hummingbirdCore,
                jwtKit,
                logging, httpTypes, nioCore, nioHTTP1, nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP2, nioPosix, nioSSL,
                swiftASN1, x509,
            ],
            swiftSettings: strict),
        .target(
            name: "Reporting", dependencies: ["CZlib", "Analysis", "Measuring", mustache, xmlCoder],
            resources: [
                .embedInCode("HTML/Resources/report.css"), .embedInCode("HTML/Resources/report.mustache"),
            ], swiftSettings: strict),
        .target(
            name: "MetricsServing", dependencies: ["Measuring", nioCore, nioHTTP1, nioPosix], swiftSettings: strict),
        .target(
            name: "WebhookReceiving", dependencies: ["Measuring", nioCore, nioHTTP1, nioPosix],
            swiftSettings: strict),
        .target(
            name: "TurnoutCLI",
            dependencies: [
                "Addresses", "Measuring", "PlatformContract", "EventLoops", "Extracting", "Transport", "Scenarios",
                "RunStore", "Analysis", "Journeys", "Driver", "Runs", "StandIn", "Reporting", "MetricsServing",
                argumentParser, subprocess, systemPackage, unixSignals,
            ],
            swiftSettings: strict),
        // libcurl makes some 240 allocations a flow, and two loops at once contend for glibc's. Linked here alone, so that
        // every other program, the tests under AddressSanitizer above all, keeps its own.
        .target(name: "CMimalloc", linkerSettings: [.linkedLibrary("mimalloc")]),
        // For `make bench`, which compares a step with its request alone.
        .executableTarget(
            name: "bare-requests", dependencies: ["Addresses", "CMimalloc", "EventLoops", "Measuring", "Transport"],
            path: "Benchmarks/Sources/bare-requests", swiftSettings: strict),
        // LLVM's linker packs relocations (see the Makefile); the toolchain brings it.
        .executableTarget(
            name: "turnout", dependencies: ["CMimalloc", "TurnoutCLI"], swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-use-ld=lld"] + unicodeData, .when(configuration: .release))]),

        .target(name: "CSupport", path: "Tests/CSupport", cSettings: [.define("_GNU_SOURCE")]),
        .target(
            name: "Support", dependencies: ["Addresses", "CSupport", "Measuring", "EventLoops"], path: "Tests/Support",
            swiftSettings: tested),
        .testTarget(name: "AddressesTests", dependencies: ["Addresses", "CLibcurl", "Support"], swiftSettings: tested),
        .testTarget(name: "MeasuringTests", dependencies: ["Measuring", "Support"], swiftSettings: tested),
        .testTarget(name: "PlatformContractTests", dependencies: ["PlatformContract"], swiftSettings: tested),
        .testTarget(
            name: "EventLoopsTests", dependencies: ["EventLoops", "CLinux", "Measuring", "Support"],
            swiftSettings: tested),
        .testTarget(name: "ExtractingTests", dependencies: ["Extracting", "Support"], swiftSettings: tested),
        .testTarget(
            name: "TransportTests",
            dependencies: ["Transport", "Addresses", "CLibcurl", "EventLoops", "Measuring", "Support"],
            swiftSettings: tested),
        .testTarget(
            name: "ScenariosTests", dependencies: ["Scenarios", "Addresses", "Extracting", "Measuring", "Support"],
            swiftSettings: tested
        ),
        .testTarget(
            name: "RunStoreTests", dependencies: ["RunStore", "Analysis", "Measuring", "Support", grdb],
            swiftSettings: tested),
        .testTarget(
            name: "AnalysisTests", dependencies: ["Analysis", "Scenarios", "Measuring", "Support"],
            swiftSettings: tested),
        .testTarget(
            name: "JourneysTests",
            dependencies: [
                "Journeys", "Transport", "Addresses", "EventLoops", "Extracting", "Scenarios", "PlatformContract",
                "Measuring", "StandIn", "Support", crypto,
            ],
            swiftSettings: tested),
        .testTarget(
            name: "DriverTests",
            dependencies: [
                "Driver", "Journeys", "Transport", "Addresses", "EventLoops", "Analysis", "Scenarios",
                "PlatformContract", "Measuring", "StandIn", "Support",
            ],
            swiftSettings: tested),
        .testTarget(
            name: "RunsTests",
            dependencies: [
                "Runs", "Addresses", "Driver", "EventLoops", "Journeys", "RunStore", "Analysis", "PlatformContract",
                "Reporting", "Scenarios", "Measuring", "Support", grdb,
            ],
            swiftSettings: tested),
        .testTarget(
            name: "StandInTests",
            dependencies: [
                "StandIn", "Measuring", "PlatformContract", "Support", nioCore, nioEmbedded, nioPosix, nioSSL,
                subprocess,
                systemPackage,
            ],
            swiftSettings: tested),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Analysis", "Measuring", "Support"],
            exclude: ["Golden"], swiftSettings: tested),
        .testTarget(
            name: "MetricsServingTests", dependencies: ["MetricsServing", "Measuring", "Support"], swiftSettings: tested
        ),
        .testTarget(
            name: "WebhookReceivingTests", dependencies: ["WebhookReceiving", "Measuring", "Support"],
            swiftSettings: tested),
        .testTarget(
            name: "TurnoutCLITests",
            dependencies: [
                "TurnoutCLI", "Addresses", "Analysis", "Driver", "Measuring", "Reporting", "Scenarios", "Support",
            ],
            swiftSettings: tested),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "turnout", "Analysis", "Measuring", "PlatformContract", "RunStore", "Support", subprocess,
                systemPackage,
            ],
            swiftSettings: tested),
    ]
)

// `TURNOUT_ONLY=Transport,Extracting` builds these modules, their tests and what they use, and fetches no package that
// only others need: AddressSanitizer runs over the modules that touch C and nothing else (`make test-memory`), and work on
// one module need not wait for all.
if let only = Context.environment["TURNOUT_ONLY"] {
    var kept: Set<String> = []
    var packages: Set<String> = []
    var left = only.split(separator: ",").flatMap { [String($0), "\($0)Tests"] }
    while let name = left.popLast() {
        guard let target = package.targets.first(where: { $0.name == name }), kept.insert(name).inserted else {
            continue
        }
        for dependency in target.dependencies {
            switch dependency {
            case .byNameItem(let name, _): left.append(name)
            case .productItem(_, let package?, _, _): packages.insert(package)
            default: break
            }
        }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    if !kept.contains("turnout") { package.products.removeAll() }
    package.dependencies.removeAll { dependency in
        guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
        return !packages.contains { location.hasSuffix("/\($0)") }
    }
}
