package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final ServiceAddress address = new ServiceAddress("https://contoso.example");

    private static CrmAnswer answer(String boundary, String body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("content-type", "multipart/mixed; boundary=" + boundary);
        return new CrmAnswer(200, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void operations_and_change_sets_are_written_as_multipart_with_their_own_headers() {
        CrmRequest request = new Batch(true)
                .add(CrmRequest.get("accounts", Map.of("$filter", "name eq 'A B'")))
                .addChangeSet(List.of(CrmRequest.json("POST", "accounts",
                "{\"name\":\"Ö\"}".getBytes(StandardCharsets.UTF_8)),
                        CrmRequest.json("PATCH", "$1", "{}".getBytes(StandardCharsets.UTF_8)).with("If-Match", "*")))
                .request(address);
        String body = new String(request.body(), StandardCharsets.UTF_8);
        String boundary = request.contentType().substring(request.contentType().indexOf('"') + 1).replace("\"", "");

        assertThat(request.headers()).containsEntry("Prefer", "odata.continue-on-error");
        assertThat(body.replace("\r\n", "")).doesNotContain("\n");
        assertThat(body).startsWith("--" + boundary + "\r\nContent-Type: application/http\r\n"
                        + "Content-Transfer-Encoding: binary\r\n\r\n"
                        + "GET /api/data/v9.2/accounts?$filter=name%20eq%20'A%20B' HTTP/1.1\r\n")
                .contains("Content-ID: 1\r\n\r\nPOST /api/data/v9.2/accounts HTTP/1.1\r\n")
                .contains("Content-Length: 13\r\n\r\n{\"name\":\"Ö\"}\r\n--changeset_")
                .contains("Content-ID: 2\r\n\r\nPATCH $1 HTTP/1.1\r\nIf-Match: *\r\n")
                .endsWith("--\r\n--" + boundary + "--\r\n");
    }

    @Test
    void parts_and_nested_change_sets_are_read_in_order() {
        List<PartAnswer> parts = MultipartAnswer.read(answer("b", """
                --b
                Content-Type: application/http
                Content-Transfer-Encoding: binary

                HTTP/1.1 204 No Content
                OData-EntityId: https://contoso.example/api/data/v9.2/accounts(1)


                --b
                Content-Type: multipart/mixed; boundary="bb"

                --bb
                Content-Type: application/http
                Content-ID: 1

                HTTP/1.1 204 No Content


                --bb
                Content-Type: application/http
                Content-ID: 2

                HTTP/1.1 200 OK

                {"name":"--b and ä"}
                --bb--

                --b
                Content-Type: application/http

                HTTP/1.1 400 Bad Request
                Content-Type: application/json

                {"error":{"code":"0x80044331","message":"too long"}}
                --b--
                """.replace("\n", "\r\n")));

        assertThat(parts).extracting(PartAnswer::status).containsExactly(204, 200, 400);
        assertThat(parts.get(0).header("odata-entityid")).endsWith("accounts(1)");
        assertThat(parts.get(0).body()).isEmpty();
        assertThat(parts.get(1).changeSet()).extracting(part -> part.header("Content-ID")).containsExactly("1", "2");
        assertThat(parts.get(1).changeSet().get(1).json().get("name").asText()).isEqualTo("--b and ä");
        assertThat(parts.get(2).json().at("/error/code").asText()).isEqualTo("0x80044331");
    }

    @Test
    void an_answer_that_breaks_off_is_unknown() {
        assertThatThrownBy(() -> MultipartAnswer.read(answer("b",
                "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")))
                .isInstanceOf(CrmAnswerUnknown.class);
    }

    @Test
    void more_operations_than_the_crm_takes_are_refused_before_they_are_sent() {
        Batch batch = new Batch(true);
        for (int operation = 0; operation <= CrmSettings.LARGEST_BATCH; operation++) {
            batch.add(CrmRequest.get("WhoAmI"));
        }
        assertThatThrownBy(() -> batch.request(address)).hasMessageContaining("1001 operations");
    }

    @Test
    void a_read_has_no_place_in_a_change_set() {
        assertThatThrownBy(() -> new Batch(false).addChangeSet(List.of(CrmRequest.get("WhoAmI"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
