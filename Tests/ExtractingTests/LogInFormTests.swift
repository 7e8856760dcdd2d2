// Log-in forms of pages as sites write them.
import Extracting
import Testing

struct LogInFormTests {
    private func find(_ page: String) throws -> LogInForm? { try LogInForm.find(in: Array(page.utf8)) }

    @Test func `A form is described as a browser would send it`() throws {
        let page = """
            <form action="/login?next=%2F" method="post" id="f">
              <input type="hidden" name="csrf_token" value="1a2b&amp;3c">
              <label>E-mail <input name="email" type="email" autocomplete="username"></label>
              <input type="PASSWORD" name="password">
              <input type="checkbox" name="remember"><input type=checkbox name=terms value=1 checked>
              <select name="lang"><option value="de">Deutsch<option value="en" selected>English</select>
              <select name="zone"><option>UTC<option>CET</select>
              <textarea name="note">a
            b</textarea>
              <input disabled name=off value=x>
              <button name="action" value="go">Sign in</button><button type=button>Other</button>
            </form>
            """
        let form = try #require(try find(page))
        #expect(form.form.action == "/login?next=%2F")
        #expect(form.form.method == "POST")
        #expect(form.form.enctype == "application/x-www-form-urlencoded")
        #expect(
            form.form.fields.map { "\($0.name) \($0.type) \($0.value)" } == [
                "csrf_token hidden 1a2b&3c", "email email ", "password password ", "remember checkbox on",
                "terms checkbox 1", "lang select en", "zone select UTC", "note textarea a\nb", "off text x",
                "action submit go", " button ",
            ])
        #expect(form.form.fields.filter(\.isChecked).map(\.name) == ["terms"])
        #expect(form.form.fields.filter(\.isDisabled).map(\.name) == ["off"])
        #expect(form.form.captions == ["Sign in", "Other"])
        #expect(form.user?.name == "email")
        #expect(form.password.name == "password")
        #expect(form.token?.field.name == "csrf_token")
        #expect(form.button?.value == "go")
        #expect(form.token?.path == "//input[@name='csrf_token']/@value")
        #expect(form.actionPath == nil)
    }

    private static let search = "<form action=/search><input name=q><input type=submit value=Search></form>"
    private static let newsletter =
        "<form action=/newsletter method=post><input type=email name=mail><input type=hidden name=csrf value=n></form>"
    private static let signUp = """
        <form action=/users method=post><input name=user><input type=password name=new autocomplete=new-password>
        <input type=password name=again><button>Create account</button></form>
        """
    private static let logIn =
        "<form action=/go method=post><input type=hidden name=csrf value=l><input name=u><input type=password name=p><button>Go</button></form>"

    @Test(arguments: [
        search + newsletter + signUp + logIn, logIn + signUp + newsletter, signUp + logIn, search + logIn, logIn,
        "<form action=/register method=post><input name=u><input type=password name=x></form>" + logIn,
        "<form action=/signup method=post><input name=u><input type=password name=x autocomplete=new-password></form>"
            + logIn,
        logIn + "<form action=/forgot><input type=password name=old></form>",
    ])
    func `Of several forms the log-in is chosen`(page: String) throws {
        let form = try #require(try find(page))
        #expect(form.form.action == "/go")
        let path = try #require(form.token?.path)
        #expect(try HTMLPage(page).value(of: XPath(path)) == "l", "\(path)")
    }

    @Test(arguments: ["", "<p>", search, newsletter, search + newsletter, signUp, "<input type=password name=p>"])
    func `Without a log-in form there is none`(page: String) throws {
        #expect(try find(page) == nil)
    }

    @Test func `Password fields outside forms are counted`() throws {
        let forms = try PageForms(HTMLPage("<input type=password><form></form><input type=password form=no>"))
        #expect(forms.forms.count == 1)
        #expect(forms.loosePasswords == 2)
    }

    @Test func `Fields belong to the form that they name`() throws {
        let page = """
            <input name=user form=login><form id=other><input type=password name=p form=login><input name=x></form>
            <form id=login></form><button form=login name=b value=1>Log in</button>
            """
        let form = try #require(try find(page))
        #expect(form.form.id == "login")
        #expect(form.form.fields.map(\.name) == ["user", "p", "b"])
        #expect(form.form.action == nil)
        #expect(form.form.method == "GET")
    }

    @Test(
        arguments: [
            ("<input name=login><input name=site>", "login"), ("<input name=a><input type=email name=b>", "b"),
            ("<input name=a autocomplete=username><input type=email name=b>", "a"), ("<input name=x>", "x"),
            ("<input type=tel name=t>", "t"), ("<input type=hidden name=user value=1>", nil), ("", nil),
        ] as [(String, String?)])
    func `The user's field is found`(fields: String, name: String?) throws {
        let form = try #require(try find("<form method=post>\(fields)<input type=password name=p></form>"))
        #expect(form.user?.name == name)
    }

    @Test(
        arguments: [
            ("<input type=hidden name=__RequestVerificationToken value=x>", "__RequestVerificationToken"),
            (
                "<input type=hidden name=next value=/home><input type=hidden name=authenticity_token value=x>",
                "authenticity_token"
            ),
            ("<input type=hidden name=logintoken value=x>", "logintoken"),
            ("<input type=hidden name=_wpnonce value=1>", "_wpnonce"),
            ("<input type=hidden name=a value=8f14e45fceea167a5a36dedd4bea2543>", "a"),
            ("<input type=hidden name=a value='Zm9vYmFyMTIzNDU2Nzg5MGFiYw=='>", "a"),
            ("<input type=hidden name=next value='https://lms.example/courses/12345'>", nil),
            ("<input type=hidden name=lang value=en><input type=hidden name=v value=1234567890123456789>", nil),
        ] as [(String, String?)])
    func `A token is known by its name or its look`(fields: String, name: String?) throws {
        let form = try #require(try find("<form method=post>\(fields)<input type=password name=p></form>"))
        #expect(form.token?.field.name == name)
    }

    @Test func `What else is made anew for each page is told`() throws {
        let page = """
            <form method=post action="https://id.example/auth?session_code=Zx81kQ0aPq7Lm3Nd&amp;client_id=lms">
            <input type=hidden name=__VIEWSTATE value="/wEPDwUK"><input type=hidden name=__RequestVerificationToken value=q>
            <input type=hidden name=execution value=e1s1><input type=hidden name=_eventId value=submit>
            <input name=username><input type=password name=password><input type=submit name=submit value="LOGIN"></form>
            """
        let form = try #require(try find(page))
        #expect(form.token?.field.name == "__RequestVerificationToken")
        #expect(form.changing.map(\.field.name) == ["__VIEWSTATE", "execution"])
        #expect(form.button?.name == "submit")
        #expect(form.actionPath == "//form/@action")
    }

    @Test func `Names with quotes are found all the same`() throws {
        let page =
            #"<form method=post><input type=hidden name="a'b" value=8f14e45fceea167a5a36dedd4bea2543><input type=password name=p></form>"#
        let form = try #require(try find(page))
        #expect(form.token?.path == #"//input[@name="a'b"]/@value"#)
        let both = "<form><input type=hidden name='a&#39;&quot;' value=t0ken><input type=password name=p></form>"
        let other = try #require(try find(both))
        #expect(other.token == nil)
        #expect(other.form.fields.first?.name == "a'\"")
    }

    @Test func `The expression for a token finds that of this form`() throws {
        let page = Self.newsletter + Self.logIn + "<form id=a><input type=password name=csrf></form>"
        let form = try #require(try find(page))
        #expect(form.token?.path == "//form[count(.//input[@type='password'])=1]//input[@name='csrf']/@value")
        let far =
            "<form id=x></form><input form=x type=hidden name=csrf value=1><form id=x><input form=x name=u><input type=password form=x></form>"
        #expect(try find(far)?.token?.path == "//input[@name='csrf']/@value")
    }
}
