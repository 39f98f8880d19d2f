package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Ports;
import stockpot.server.users.Directory;

/**
 * The directory by LDAP. Both modes give the filter one meaning: whoever it does not match does not
 * exist, whatever their password. RFC 4511, RFC 4513.
 */
public final class LdapDirectory implements Directory {
    private static final Logger log = System.getLogger(LdapDirectory.class.getName());
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int MAX_PASSWORD = 512;
    private static final int MAX_GROUPS = 500;

    private final LdapConfig config;
    private final LdapPool pool;
    private final LdapNames names;
    private final EntryReader reader;
    private final LdapSteps steps;

    private LdapDirectory(
            LdapConfig config,
            LdapPool pool,
            LdapNames names,
            EntryReader reader,
            LdapSteps steps) {
        this.config = config;
        this.pool = pool;
        this.names = names;
        this.reader = reader;
        this.steps = steps;
    }

    /**
     * The directory of a configuration; nothing is connected yet.
     *
     * @throws StartupRefusal where the settings cannot be used
     */
    public static LdapDirectory of(LdapConfig config, Ports ports, TlsMemory memory) {
        return of(config, ports, memory, LdapSteps.NONE, LdapPool.LIMIT);
    }

    /** As above, with somebody who hears of each step, and another limit for a question. */
    static LdapDirectory of(
            LdapConfig config, Ports ports, TlsMemory memory, LdapSteps steps, Duration limit) {
        try {
            LdapTls tls = LdapTls.of(config.caFile(), config.verify());
            LdapConnector connector =
                    new LdapConnector(config, ports.outgoing(), tls, memory, steps);
            return new LdapDirectory(
                    config,
                    new LdapPool(config, ports, connector, steps, limit),
                    new LdapNames(config),
                    new EntryReader(config, ports.clock()),
                    steps);
        } catch (LdapTrouble e) {
            throw new StartupRefusal(e.what() + ": " + e.remedy());
        }
    }

    /** The entries of a name: none, one, or too many. */
    private record Hits(int count, @Nullable SearchResultEntry entry) {
        static final Hits NONE = new Hits(0, null);
    }

    @Override
    public Checked check(String name, String password) {
        // A bind with a name and no password succeeds and proves nothing (RFC 4513, 5.1.2), and
        // some servers end a password at a NUL.
        if (password.isEmpty() || password.indexOf('\0') >= 0 || password.length() > MAX_PASSWORD) {
            steps.say("an empty password, or one that is too long, is refused without asking");
            return new Checked.Wrong();
        }
        return asked(talk ->
                config.search()
                        ? searchThenBind(talk, name, password)
                        : bindAtOnce(talk, name, password));
    }

    @Override
    public Looked find(String name) {
        return asked(talk -> look(talk, name));
    }

    private <T> T asked(LdapPool.Question<T> question) {
        try {
            return pool.ask(question);
        } catch (LdapTrouble e) {
            throw away();
        }
    }

    private static MatrixException away() {
        return MatrixErrors.unavailable(
                "The directory that knows the passwords does not answer", RETRY_AFTER);
    }

    private Checked searchThenBind(LdapPool.Talk talk, String name, String password)
            throws LdapTrouble, LDAPException {
        Hits hits = name.isEmpty() ? Hits.NONE : hits(talk, LdapLink.Role.SERVICE, name);
        SearchResultEntry entry = single(hits, name);
        String dn = entry == null ? names.nobody().toString() : entry.getDN();
        boolean right = binds(talk, dn, password);
        if (!right || entry == null) {
            return new Checked.Wrong();
        }
        return new Checked.Right(reader.read(entry, name, groups(talk, entry, name)));
    }

    /** Bind and searches are one exchange: the searches have the rights of whoever was bound. */
    private Checked bindAtOnce(LdapPool.Talk talk, String name, String password)
            throws LdapTrouble, LDAPException {
        DN dn = name.isEmpty() ? names.nobody() : names.direct(name);
        return talk.on(
                LdapLink.Role.PERSON,
                link -> {
                    if (!bind(link, talk, dn.toString(), password) || name.isEmpty()) {
                        return new Checked.Wrong();
                    }
                    Filter filter = names.filter(name);
                    SearchResultEntry entry =
                            single(search(link, talk, dn, SearchScope.BASE, filter), name);
                    if (entry == null) {
                        steps.say("the filter does not match, or people cannot read their entry");
                        return new Checked.Wrong();
                    }
                    return new Checked.Right(
                            reader.read(entry, name, groups(link, talk, entry, name)));
                });
    }

    private Looked look(LdapPool.Talk talk, String name) throws LdapTrouble, LDAPException {
        Hits hits = hits(talk, LdapLink.Role.SERVICE, name);
        if (hits.count > 1) {
            return new Looked.Unclear();
        }
        SearchResultEntry entry = single(hits, name);
        return entry == null
                ? new Looked.Missing()
                : new Looked.Found(reader.read(entry, name, groups(talk, entry, name)));
    }

    private @Nullable SearchResultEntry single(Hits hits, String name) {
        SearchResultEntry entry = hits.entry;
        if (hits.count > 1) {
            log.log(Level.WARNING, "the directory has several entries of one name: none is used");
            steps.say("several entries have this name: none is used");
            return null;
        }
        if (entry == null) {
            if (!name.isEmpty()) {
                steps.say("  no entry has this name and matches the filter");
                steps.say(
                        "  Remedy: check ldap.base, ldap.attributes.uid, ldap.filter, and what"
                                + " ldap.bind_dn may read.");
            }
            return null;
        }
        if (!reader.isOf(entry, name)) {
            steps.say("  " + entry.getDN() + " has another name: it is not used");
            return null;
        }
        steps.say("found " + entry.getDN());
        LdapReport.tell(steps, config, reader, entry);
        return entry;
    }

    private Hits hits(LdapPool.Talk talk, LdapLink.Role role, String name)
            throws LdapTrouble, LDAPException {
        DN base = config.search() ? names.base() : names.direct(name);
        SearchScope scope = config.search() ? SearchScope.SUB : SearchScope.BASE;
        return talk.on(role, link -> search(link, talk, base, scope, names.filter(name)));
    }

    private Hits search(
            LdapLink link, LdapPool.Talk talk, DN base, SearchScope scope, Filter filter)
            throws LDAPException {
        steps.say("search " + filter + " below " + base);
        SearchRequest request = new SearchRequest(base.toString(), scope, filter, reader.wanted());
        request.setSizeLimit(2);
        request.setDerefPolicy(DereferencePolicy.NEVER);
        request.setResponseTimeoutMillis(talk.millisLeft());
        try {
            List<SearchResultEntry> found = entries(link, request);
            return new Hits(found.size(), found.isEmpty() ? null : found.getFirst());
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return new Hits(2, null);
            }
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                    && scope.equals(SearchScope.BASE)) {
                return Hits.NONE;
            }
            throw e;
        }
    }

    private static List<SearchResultEntry> entries(LdapLink link, SearchRequest request)
            throws LDAPSearchException {
        List<SearchResultEntry> found = link.connection().search(request).getSearchEntries();
        return found == null ? List.of() : found;
    }

    private List<String> groups(LdapPool.Talk talk, SearchResultEntry entry, String name)
            throws LdapTrouble, LDAPException {
        return config.groups().base() == null
                ? List.of()
                : talk.on(LdapLink.Role.SERVICE, link -> groups(link, talk, entry, name));
    }

    /** The groups that name the entry, where groups are searched; else none. */
    private List<String> groups(
            LdapLink link, LdapPool.Talk talk, SearchResultEntry entry, String name)
            throws LDAPException {
        String base = config.groups().base();
        if (base == null) {
            return List.of();
        }
        Filter members =
                Filter.createORFilter(
                        Filter.createEqualityFilter("member", entry.getDN()),
                        Filter.createEqualityFilter("uniqueMember", entry.getDN()),
                        Filter.createEqualityFilter("memberUid", name));
        steps.say("search " + members + " below " + base);
        SearchRequest request =
                new SearchRequest(base, SearchScope.SUB, members, SearchRequest.NO_ATTRIBUTES);
        request.setSizeLimit(MAX_GROUPS);
        request.setDerefPolicy(DereferencePolicy.NEVER);
        request.setResponseTimeoutMillis(talk.millisLeft());
        List<String> groups = new ArrayList<>();
        for (SearchResultEntry group : entries(link, request)) {
            groups.add(group.getDN());
        }
        steps.say("  groups: " + (groups.isEmpty() ? "none" : String.join("; ", groups)));
        return groups;
    }

    private boolean binds(LdapPool.Talk talk, String dn, String password)
            throws LdapTrouble, LDAPException {
        return talk.on(LdapLink.Role.PERSON, link -> bind(link, talk, dn, password));
    }

    /** Whether the password opens the entry; what says nothing of that is thrown. */
    private boolean bind(LdapLink link, LdapPool.Talk talk, String dn, String password)
            throws LDAPException {
        boolean nobody = dn.equals(names.nobody().toString());
        steps.say("bind as " + dn + (nobody ? ", who is nobody, so that it takes as long" : ""));
        SimpleBindRequest request = new SimpleBindRequest(dn, password);
        request.setResponseTimeoutMillis(talk.millisLeft());
        try {
            link.connection().bind(request);
            steps.say("  the password is right");
            return true;
        } catch (LDAPException e) {
            if (!saysNo(e.getResultCode())) {
                throw e;
            }
            steps.say("  refused: " + e.getResultCode().getName());
            steps.say("  Remedy: give the right password; the log of the directory says more.");
            return false;
        }
    }

    private static boolean saysNo(ResultCode code) {
        return code.equals(ResultCode.INVALID_CREDENTIALS)
                || code.equals(ResultCode.NO_SUCH_OBJECT)
                || code.equals(ResultCode.INAPPROPRIATE_AUTHENTICATION)
                || code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)
                || code.equals(ResultCode.UNWILLING_TO_PERFORM)
                || code.equals(ResultCode.CONSTRAINT_VIOLATION)
                || code.equals(ResultCode.INVALID_DN_SYNTAX)
                || code.equals(ResultCode.REFERRAL);
    }

    /** How many connections rest, for tests. */
    int resting() {
        return pool.resting();
    }

    @Override
    public void close() {
        pool.close();
    }
}
