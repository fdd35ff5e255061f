/** What an archive says of itself, for whoever opens it in thirty years and has no hub. */
export const ARCHIVE_README = `KHO LƯU TRỮ VĂN BẢN CỦA TRỤC LIÊN THÔNG

Mỗi văn bản là một thư mục <năm>/<tháng>/<documentId>/ (tháng tiếp nhận, giờ Việt Nam):
  package.edxml, package.mime   nguyên văn gói tin đã nhận
  document.json                 mã, bên gửi, tiêu đề, mã băm, tệp đính kèm, từng nơi nhận và trạng thái
  verdict.json, report.json     kết quả và báo cáo kiểm tra chữ ký tại thời điểm tiếp nhận
  timeline.json                 lịch sử: thời gian, việc, người làm, câu tiếng Việt và tiếng Anh
  receipts/*.xml                biên nhận do trục ký
  manifest.json                 tên, số byte và SHA-256 của các tệp trên
index.json liệt kê mọi văn bản và SHA-256 của manifest.json trong từng thư mục.

Kiểm tra khi không có trục (hub.crt.pem: chứng thư của trục, lấy từ trục, không lấy trong kho này):
  1. sha256sum <thư mục>/manifest.json           phải bằng manifestSha256 trong index.json
  2. cd <thư mục>; jq -r '.files[] | .sha256 + "  " + .name' manifest.json | sha256sum -c
  3. xmlsec1 --verify --pubkey-cert-pem hub.crt.pem receipts/SubmissionAcceptance-*.xml
  4. <Sha256> trong biên nhận SubmissionAcceptance phải bằng SHA-256 của package: trục đã ký rằng nhận đúng các byte này
Hoặc cả bốn bước cho toàn kho: lienthong verify <thư mục đã giải nén> --cert hub.crt.pem

--------------------------------------------------------------------------------------------------------------

ARCHIVE OF DOCUMENTS OF A DOCUMENT EXCHANGE HUB

Each document is a folder <year>/<month>/<documentId>/ (month of acceptance, Vietnam time):
  package.edxml, package.mime   the package as it was received, byte for byte
  document.json                 ids, sender, header, digests, attachments, every recipient with its state
  verdict.json, report.json     what was found of the signatures at acceptance, and the report of it
  timeline.json                 history: time, step, actor, its sentence in Vietnamese and English
  receipts/*.xml                receipts signed by the hub
  manifest.json                 name, bytes and SHA-256 of the files above
index.json lists every document with the SHA-256 of its folder's manifest.json.

To check it without the hub (hub.crt.pem: the hub's certificate, taken from the hub and not from this archive):
  1. sha256sum <folder>/manifest.json            must be the manifestSha256 of index.json
  2. cd <folder>; jq -r '.files[] | .sha256 + "  " + .name' manifest.json | sha256sum -c
  3. xmlsec1 --verify --pubkey-cert-pem hub.crt.pem receipts/SubmissionAcceptance-*.xml
  4. <Sha256> in the SubmissionAcceptance must be the SHA-256 of the package: the hub's signed word that it took these bytes
Or all four for the whole archive: lienthong verify <unpacked folder> --cert hub.crt.pem
`;
