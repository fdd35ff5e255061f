import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLObject;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The JDK's XMLDSig as a foreign signer and judge. One run does many jobs, a line each on standard input:
 * sign FORM METHOD KEYTYPE KEY CERT CID FILE IN OUT, or verify CERT CID FILE IN. FORM is enveloped, reference, or xades
 * with one word more: the file of QualifyingProperties, whose SignedProperties has the Id "props" and Target "#sig".
 * Prints one line per job: ok, or why not.
 */
public class JdkXmlSignature {
  static final String EXC = CanonicalizationMethod.EXCLUSIVE;
  static final String SHA256 = DigestMethod.SHA256;
  static final String PROPERTIES = "http://uri.etsi.org/01903#SignedProperties";
  static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

  public static void main(String[] none) throws Exception {
    for (String line : new String(System.in.readAllBytes(), "UTF-8").split("\n")) {
      String[] job = line.trim().split(" ");
      try {
        System.out.println(job[0].equals("sign") ? sign(job) : verify(job));
      } catch (Exception problem) {
        System.out.println(problem);
      }
    }
  }

  static String sign(String[] job) throws Exception {
    boolean enveloped = job[1].equals("enveloped");
    Document document = parse(job[8]);
    List<Reference> references = new ArrayList<>();
    if (enveloped) {
      Transform cut = FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null);
      references.add(FACTORY.newReference("", digest(), List.of(cut, canonical()), null, null));
    } else {
      for (String id : new String[] {"MessageHeader", "Bussiness", "edXMLManifest"}) {
        references.add(FACTORY.newReference("#" + id, digest(), List.of(canonical()), null, null));
      }
      references.add(FACTORY.newReference("cid:" + job[6], digest()));
    }
    List<XMLObject> objects = new ArrayList<>();
    Element properties = null;
    if (job[1].equals("xades")) {
      Element qualifying = (Element) document.importNode(parse(job[10]).getDocumentElement(), true);
      properties = (Element) qualifying.getElementsByTagNameNS("*", "SignedProperties").item(0);
      objects.add(FACTORY.newXMLObject(List.of(new DOMStructure(qualifying)), null, null, null));
      references.add(FACTORY.newReference("#props", digest(), List.of(canonical()), PROPERTIES, null));
    }
    Element header = (Element) document.getElementsByTagNameNS("*", "edXMLHeader").item(0);
    DOMSignContext context = new DOMSignContext(key(job[3], job[4]), header);
    context.setURIDereferencer(dereferencer(job[6], job[7]));
    markIds(document, context);
    if (properties != null) context.setIdAttributeNS(properties, null, "Id");
    KeyInfoFactory infos = FACTORY.getKeyInfoFactory();
    FACTORY
        .newXMLSignature(
            FACTORY.newSignedInfo(
                FACTORY.newCanonicalizationMethod(EXC, (C14NMethodParameterSpec) null),
                FACTORY.newSignatureMethod(job[2], null),
                references),
            infos.newKeyInfo(List.of(infos.newX509Data(List.of(certificate(job[5]))))),
            objects,
            objects.isEmpty() ? null : "sig",
            null)
        .sign(context);
    try (OutputStream out = new FileOutputStream(job[9])) {
      TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
    }
    return "ok";
  }

  static String verify(String[] job) throws Exception {
    Document document = parse(job[4]);
    NodeList found = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
    DOMValidateContext context = new DOMValidateContext(certificate(job[1]).getPublicKey(), found.item(0));
    context.setURIDereferencer(dereferencer(job[2], job[3]));
    markIds(document, context);
    return FACTORY.unmarshalXMLSignature(context).validate(context) ? "ok" : "invalid";
  }

  static void markIds(Document document, javax.xml.crypto.dom.DOMCryptoContext context) {
    for (String name : new String[] {"MessageHeader", "Bussiness", "edXMLManifest", "SignedProperties"}) {
      Element element = (Element) document.getElementsByTagNameNS("*", name).item(0);
      if (element != null && element.hasAttribute("Id")) context.setIdAttributeNS(element, null, "Id");
    }
  }

  static URIDereferencer dereferencer(String cid, String file) {
    return (reference, context) -> {
      if (!("cid:" + cid).equals(reference.getURI())) {
        return FACTORY.getURIDereferencer().dereference(reference, context);
      }
      try {
        return new OctetStreamData(new ByteArrayInputStream(Files.readAllBytes(Path.of(file))));
      } catch (java.io.IOException problem) {
        throw new javax.xml.crypto.URIReferenceException(problem);
      }
    };
  }

  static DigestMethod digest() throws Exception {
    return FACTORY.newDigestMethod(SHA256, null);
  }

  static Transform canonical() throws Exception {
    return FACTORY.newTransform(EXC, (TransformParameterSpec) null);
  }

  static Document parse(String file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new File(file));
  }

  static PrivateKey key(String type, String file) throws Exception {
    String base64 = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  static X509Certificate certificate(String file) throws Exception {
    try (InputStream in = new FileInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
