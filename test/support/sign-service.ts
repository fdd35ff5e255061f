import { openSigningService, type SigningRequest, signAndReturn } from '../../src/cli/demo/signing/service.ts';
import { type EditedPdf, sign } from './pdf-signer.ts';
import { makeSigner } from './signers.ts';

const ec = { scheme: 'ec' } as const;
/** Who signs by which operation. */
const SIGNERS = {
  SignApproved: makeSigner('C=VN, O=UBND tỉnh Thử Nghiệm, OU=Ban Giám đốc, CN=Trần Văn Mẫu, E=mau@example.vn', ec),
  SignIssued: makeSigner('C=VN, O=Tỉnh Thử Nghiệm, CN=Sở Nội vụ', ec),
};
/** What happens at the person's machine once the request is there. */
export type Behaviour = 'signs' | 'has no token' | 'is cancelled' | 'returns it unsigned' | 'dies';

/** The signing service at a person's machine, which behaves as a test says. */
export async function openSignService() {
  const requests: (SigningRequest & { readonly operation: string })[] = [];
  let behaviour: Behaviour = 'signs';
  const service = await openSigningService(async (operation, request) => {
    requests.push({ ...request, operation });
    return answer(operation as keyof typeof SIGNERS, request, behaviour);
  });
  return {
    ...service,
    requests,
    /** From now on. */
    behave(now: Behaviour): void {
      behaviour = now;
    },
  };
}

export type SignService = Awaited<ReturnType<typeof openSignService>>;

async function answer(operation: keyof typeof SIGNERS, request: SigningRequest, behaviour: Behaviour) {
  if (behaviour === 'dies') return null;
  if (behaviour === 'has no token') return { Status: 11, Message: 'Không tìm thấy chứng thư số trên USB token' };
  if (behaviour === 'is cancelled') return { Status: 10, Message: 'Người dùng hủy bỏ thao tác ký' };
  return signAndReturn(request, (file) =>
    behaviour === 'signs' ? sign(reopen(file), SIGNERS[operation]).bytes : file,
  );
}

/** Where the next signature of a PDF of `makePdf` goes, whoever has signed it before. */
function reopen(bytes: Buffer): EditedPdf {
  const text = bytes.toString('latin1');
  const last = (pattern: RegExp) => [...text.matchAll(pattern)].at(-1)?.[1];
  const fields = [...(last(/\/Fields \[([^\]]*)\]/g) ?? '').matchAll(/(\d+) 0 R/g)].map((match) => Number(match[1]));
  return { bytes, next: Number(last(/\/Size (\d+)/g)), fields };
}
