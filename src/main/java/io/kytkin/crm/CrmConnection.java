package io.kytkin.crm;

import static io.kytkin.crm.CrmCatalogue.options;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Asks the CRM who it is and who we are there: at start, and when a person tests the connection. */
public final class CrmConnection {
    private final CrmClient client;
    private final CrmCatalogue catalogue;

    public CrmConnection(CrmClient client, CrmCatalogue catalogue) {
        this.client = client;
        this.catalogue = catalogue;
    }

    /**
     * The organization, for whoever can't go on without it: a service that is there and only slow or busy is asked again.
     *
     * @throws CrmFailure as {@link #connect}
     */
    public CrmOrganization connectPatiently() {
        return Patience.connecting(this::connect);
    }

    /**
     * The organization; two requests.
     *
     * @throws CrmUnauthorized when the application is refused
     * @throws CrmUnavailable  when the CRM can't be reached
     * @throws CrmFailure      when it answers with something else
     */
    public CrmOrganization connect() {
        CrmAnswer identity = identity();
        JsonNode who = identity.json();
        UUID id = UUID.fromString(who.get("OrganizationId").asText());
        List<PartAnswer> answers = client.send(new Batch(true)
                .add(CrmRequest.get("RetrieveVersion()"))
                .add(CrmRequest.get("organizations(" + id + ")", options("$select", "name,_basecurrencyid_value",
                        "$expand", "basecurrencyid($select=isocurrencycode)"))));
        JsonNode version = good(answers, 0);
        JsonNode organization = good(answers, 1);
        String currency = organization.path("_basecurrencyid_value").asText(null);
        return new CrmOrganization(id, organization.path("name").asText(null),
                UUID.fromString(who.path("UserId").asText()), version.path("Version").asText(null),
                currency == null ? null : UUID.fromString(currency),
                organization.path("basecurrencyid").path("isocurrencycode").asText(null), hint(identity));
    }

    private CrmAnswer identity() {
        String elsewhere = "What answers at " + client.address().origin()
                + " is not a Dataverse Web API. Check crm.url.";
        try {
            CrmAnswer identity = client.send(CrmRequest.get("WhoAmI"));
            JsonNode who = identity.json();
            if (who != null && who.hasNonNull("OrganizationId")) {
                return identity;
            }
        } catch (CrmRefused refused) {
            if (refused.status() != 404) {
                throw refused;
            }
        }
        throw new CrmRefused(elsewhere, 404, "");
    }

    private static int hint(CrmAnswer answer) {
        String hint = answer.header("x-ms-dop-hint");
        return hint == null || !hint.strip().matches("\\d{1,6}") ? 0 : Integer.parseInt(hint.strip());
    }

    private static JsonNode good(List<PartAnswer> answers, int part) {
        JsonNode answer = part < answers.size() && answers.get(part).isSuccess() ? answers.get(part).json() : null;
        return answer == null ? CrmJson.MAPPER.missingNode() : answer;
    }

    /**
     * The user whom {@code crm.default-owner} names by id, e-mail address or domain name; null when nothing is set.
     *
     * @throws IllegalArgumentException with a sentence when nobody, a disabled user, or more than one is meant
     */
    public UUID defaultOwner(String named) {
        if (named == null || named.isBlank()) {
            return null;
        }
        String text = named.strip();
        boolean isId = text.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        String literal = MatchQuestion.literal(text);
        JsonNode users = client.readAll(CrmRequest.get("systemusers", options("$select", "systemuserid,isdisabled",
                "$filter", isId ? "systemuserid eq " + text
                        : "internalemailaddress eq " + literal + " or domainname eq " + literal))).path("value");
        if (users.size() != 1) {
            throw new IllegalArgumentException("crm.default-owner is '" + text + "'; the CRM has "
                    + (users.isEmpty() ? "no" : users.size() + " different") + " such user"
                    + (users.isEmpty() ? "" : "s")
                    + ". Write the e-mail address, the domain name or the id of one user.");
        }
        if (users.get(0).path("isdisabled").asBoolean()) {
            throw new IllegalArgumentException("crm.default-owner is '" + text + "', a user who is disabled in the CRM"
                    + " and so can't own records.");
        }
        return UUID.fromString(users.get(0).path("systemuserid").asText());
    }

    /**
     * What the application's role may not read, in one request.
     *
     * @param tables logical names, all existing
     * @return a sentence for each table that is refused; empty when all can be read
     */
    public Map<String, String> unreadable(Collection<String> tables) {
        Batch batch = new Batch(true);
        List<String> names = List.copyOf(tables);
        for (String name : names) {
            Table table = catalogue.table(name);
            batch.add(CrmRequest.get(table.collection(), options("$select", table.key(), "$top", "1")));
        }
        Map<String, String> problems = new LinkedHashMap<>();
        if (names.isEmpty()) {
            return problems;
        }
        List<PartAnswer> answers = client.send(batch);
        for (int at = 0; at < names.size() && at < answers.size(); at++) {
            CrmFailure failure = client.judge(answers.get(at), names.get(at));
            if (failure != null) {
                problems.put(names.get(at), "The application's role may not read " + names.get(at) + ". "
                        + failure.getMessage());
            }
        }
        return problems;
    }
}
