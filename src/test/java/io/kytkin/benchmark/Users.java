package io.kytkin.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.CompanyGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** CRM users whom the generated salespeople couple to; the same keys in every CRM, so that bodies fit each of them. */
final class Users {
    private static final int SALESPEOPLE = 20;

    private Users() { }

    static void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode document = json.createObjectNode();
        ArrayNode users = document.putArray("systemusers");
        for (int number = 1; number <= SALESPEOPLE; number++) {
            String address = CompanyGenerator.salespersonEMail(number);
            users.addObject().put("systemuserid", new UUID(0x5a1e5000_0000_4000L, 0x8000_000000001000L + number).toString())
                    .put("firstname", "Salesperson").put("lastname", "Number " + number).put("domainname", address)
                    .put("internalemailaddress", address).put("isdisabled", false).put("islicensed", true)
                    .put("isintegrationuser", false).put("accessmode", 0).put("caltype", 0);
        }
        json.writeValue(file.toFile(), document);
    }
}
